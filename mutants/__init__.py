"""Breaks the product on purpose, one small change at a time, and tells which no test sees."""
