"""WeChat Pay API v3, with a page that stands for the phone that scans."""
