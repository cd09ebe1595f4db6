"""Pictures of shared pages: what each says, how it is drawn, which is the present one."""
