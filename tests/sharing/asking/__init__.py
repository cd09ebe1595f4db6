"""Tests of questions to ambassadors."""
