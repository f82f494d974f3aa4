from newsgen.cli import main

main(prog_name="newsgen")
