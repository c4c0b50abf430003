//! Mail on real servers: Debian's Postfix with TLS, authentication and a real
//! bounce; a server that misbehaves on purpose; tokens that are refreshed. What
//! arrives is read back by a reader that others wrote.

#![allow(clippy::unwrap_used)]

mod bounced;
mod command_line;
mod faulty;
mod mailing_node;
mod many;
mod postfix;
mod sending;
mod tokens;
