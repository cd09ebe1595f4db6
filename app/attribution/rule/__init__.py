"""The rule itself, as pure functions: facts, tests, the decision."""
