"""What machines read: the site map, feeds for readers and job boards, pages inside other sites."""
