"""The weekly mail: what is worth relaying and what came back, for whoever has not stopped it."""
