"""What an editor would want to know before it is published: rules, each a pure function from what it sees to findings.

Rules of a text see one document (`Manuscript`), and what they find is kept until its bytes change. Rules of the
archive see all documents and addresses (`Archive`), and are applied anew each time.
"""
