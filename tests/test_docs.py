import docs


def test_the_readme_says_what_the_code_does():
    readme = docs.README.read_text("utf-8")
    assert docs.renewed(readme) == readme, "run python scripts/docs.py"
