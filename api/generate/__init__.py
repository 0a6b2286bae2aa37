"""Realistic lives of projects for trials at scale: told by real commands, then copied onto any number of projects."""
