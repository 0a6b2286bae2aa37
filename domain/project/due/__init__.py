"""What a project has to do by when: how long results live, what follows a permit, every deadline."""
