"""What a project consists of, and how one event moves it: state, phases, scopes, limits, the rules it is read by."""
