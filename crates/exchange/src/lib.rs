//! HTTP requests and responses as values: parameters, bodies, routing, conformance.
