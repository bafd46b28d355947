"""The parts of the FAQ bench, and the script that builds what the matcher ships."""
