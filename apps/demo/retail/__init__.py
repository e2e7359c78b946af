"""Demo · the UCI Online Retail data as vendors, goods, purchases and returns · no tables of its own.

Chen, D. (2015). Online Retail [Dataset]. UCI Machine Learning Repository, CC BY 4.0,
https://doi.org/10.24432/C5BW33. The file is not part of this repository.
"""
