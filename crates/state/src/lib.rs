//! What an API remembers: resources, behaviours, and the pure step from request to answer.
