"""Changes of rules, people, accounts and receivers: asked, shown in their effect, made."""
