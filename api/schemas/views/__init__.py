"""What answers look like: the API's description is made from these, and the tests hold answers to them.

Answers are written from dictionaries, quickly; nothing is validated on its way out.
"""
