"""What recruiters do with applications: stages, agency claims."""
