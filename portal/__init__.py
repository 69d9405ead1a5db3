"""The portal of education information centres: the domain and its commands; views live in `blueprints`."""
