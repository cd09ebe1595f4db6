"""Openings that come from elsewhere: applicant tracking systems, pages, tables.

A format says where a source keeps what; a value says how what people write is read; what was read
meets what Relais holds in `same_again` and `vanishing`, which keep a person's own changes.
"""
