//! A council's own colour and logo: a style sheet and an image of its own, so that
//! no page has style within it.
//!
//! Their address names a digest of both. Whoever has seen a page of the council
//! knows it; asked for by another, they are not there.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quarterday_proto::council::LogoKind;
use quarterday_proto::event::CouncilLookSet;
use quarterday_proto::id::CouncilId;

use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;

const STYLE: &str = "style.css";
const LOGO: &str = "logo";

/// Where the head of a page finds what is the council's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    /// The style sheet.
    pub(crate) style: String,
    /// The logo, with its width and height as it is shown.
    pub(crate) logo: Option<(String, u32, u32)>,
}

/// Pixels that a logo is high in the head of a page.
const LOGO_HEIGHT: u32 = 40;
/// Pixels that it is wide at most: the narrowest screens have 320.
const LOGO_WIDTH_MAX: u32 = 240;

impl Look {
    pub(crate) fn of(council: &CouncilId, set: &CouncilLookSet) -> Self {
        let address = |file: &str| format!("/c/{council}/look/{}/{file}", set.digest);
        let logo = set.logo.as_ref().map(|logo| {
            let (width, height) = shown(logo.width, logo.height);
            (address(LOGO), width, height)
        });
        Self {
            style: address(STYLE),
            logo,
        }
    }
}

/// As high as the head has room for, and no wider than small screens.
fn shown(width: u32, height: u32) -> (u32, u32) {
    let (width, height) = (width.max(1), height.max(1));
    let at_height = width * LOGO_HEIGHT / height;
    if at_height <= LOGO_WIDTH_MAX {
        return (at_height.max(1), LOGO_HEIGHT);
    }
    (LOGO_WIDTH_MAX, (height * LOGO_WIDTH_MAX / width).max(1))
}

pub(super) fn serve(call: &Call) -> Answered {
    let none = || {
        let detail = "there is no such file";
        Problem::new(StatusCode::NOT_FOUND, "no_such_route", detail)
    };
    let council: CouncilId = call.segment("council").parse().map_err(|_| none())?;
    let tenant = call.gateway.councils.get(&council).ok_or_else(none)?;
    let look = {
        let state = tenant.view.state();
        state
            .council()
            .ok()
            .and_then(|council| council.look.clone())
    };
    let look = look.filter(|look| look.digest == call.segment("digest"));
    let look = look.ok_or_else(none)?;
    let (kind, body) = match call.segment("file") {
        STYLE => ("text/css; charset=utf-8", style(&look).into_bytes()),
        LOGO => {
            let logo = look.logo.as_ref().ok_or_else(none)?;
            let kind = match logo.kind {
                LogoKind::Png => "image/png",
                LogoKind::Jpeg => "image/jpeg",
                LogoKind::Webp => "image/webp",
            };
            (
                kind,
                STANDARD.decode(&logo.data).map_err(Problem::internal)?,
            )
        }
        _ => return Err(none()),
    };
    let mut answer = Response::new(Body::from(body));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    headers.insert(CACHE_CONTROL, kept);
    Ok(answer)
}

/// The colour was checked when it was set: `#` and six hex digits.
fn style(look: &CouncilLookSet) -> String {
    let mut style = ".qd-header__logo{vertical-align:middle;margin-right:12px;padding:4px;background-color:#fff}\n".to_owned();
    if let Some(colour) = &look.colour {
        style.push_str(&format!(".qd-header{{background-color:{colour}}}\n"));
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_fits_the_head() {
        let check = |size: (u32, u32), expected| assert_eq!(shown(size.0, size.1), expected);
        check((120, 40), (120, 40));
        check((240, 80), (120, 40));
        check((1200, 100), (240, 20));
        check((10, 600), (1, 40));
        check((0, 0), (40, 40));
    }
}
