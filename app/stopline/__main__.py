"""`python -m stopline` is `stopline`."""

from stopline.cli.main import main

main()
