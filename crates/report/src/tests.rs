//! Reports of hand-made runs: what each format says, and what nothing that a server sends can make it say.

mod barred;
mod build;
mod formats;
mod hostile;
mod joined;
mod recorded;
mod seen;
mod streamed;
