//! Clearance of reports: routes, who may sign, what stands, what is asked.

mod file;
mod holders;
mod independence;
mod minor;
mod requests;
mod route;
mod standing;
mod table;

pub use file::parse_report;
pub use holders::Holders;
pub(crate) use independence::NOT_WITH_MONITORING_OFFICER;
pub(crate) use minor::check as check_minor;
pub use requests::OpenRequest;
pub(crate) use requests::{due_requests, request_event};
pub use route::{builtin_route_names, builtin_routes, parse_route};
pub(crate) use route::{check as check_route, is_key};
pub(crate) use standing::body_signed;
pub use standing::{RoleStanding, Standing};
