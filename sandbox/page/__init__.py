"""The local page: Kibana's dashboards of `dashboards/`, drawn from an index without Kibana."""

from sandbox.page.server import Page
from sandbox.page.static import write_static_page

__all__ = ["Page", "write_static_page"]
