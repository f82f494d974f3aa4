"""The site as it would be built, shown while it is written: planned in memory, each page rendered when it is asked for.

Nothing is written, neither into the output folder nor into the state.
"""
