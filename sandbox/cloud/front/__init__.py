"""What AWS puts in front of a search engine: HTTPS, access control, its own APIs and Kibana."""
