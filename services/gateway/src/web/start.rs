//! The start: to the council that one is signed in to, or to signing in.

use super::refusal::redirect;
use crate::access::by_session;
use crate::call::Call;
use crate::endpoint::Answered;

pub(super) fn show(call: &Call) -> Answered {
    for tenant in call.gateway.councils.list() {
        let council = tenant.id.as_str();
        if by_session(&call.gateway, &call.headers, council).is_ok() {
            return Ok(redirect(&format!("/c/{council}")));
        }
    }
    Ok(redirect("/sign-in"))
}
