"""Ways to break the product on purpose that a storm, or a test that is named, has to notice."""
