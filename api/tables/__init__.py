"""Tables as offices keep them: read from XLSX and CSV, and described once for reading and for templates."""
