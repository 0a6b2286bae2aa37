"""挂图: the board, its rows, and how they are written."""
