"""管理: rules, people, accounts, receivers, and what is kept of persons."""
