"""report.docx: the paper by which chief officers scrutinise the plan."""
