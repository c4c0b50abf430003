//! Pages: what people see in a browser, rendered here, usable without script.
//!
//! One file a page. Pages are endpoints of the same table as the API and
//! answer from the same state; they differ in how their asker is known (a
//! cookie), in being told of problems by a page, and in refusing forms of other
//! sites.

mod accessibility;
mod admin;
mod amendment;
mod amendment_change;
mod amendment_propose;
mod amendment_words;
mod amendments;
mod answer_fields;
mod answer_sheet;
mod assets;
mod audit;
mod chart;
mod chase;
mod chase_answer;
mod chase_reassign;
mod chase_remind;
mod checkboxes;
mod choosers;
mod completion;
pub(crate) mod cookie;
mod dashboard;
mod delegations;
mod events;
mod fields;
mod figure;
mod figures;
mod flow;
mod form;
mod hand_over;
mod home;
mod inputs;
mod item;
mod item_lineage;
mod item_quarters;
mod kept;
mod layout;
mod link_over;
mod look;
mod my_update;
mod origin;
mod own_items;
mod parts;
mod plan;
mod quarter;
mod quarter_close;
mod quarter_open;
mod quarter_publish;
mod quarter_reopen;
mod quarter_restate;
mod quarters;
mod refusal;
mod report;
mod reports;
mod security;
mod sent;
mod sign_by_link;
mod sign_form;
mod sign_in;
mod sign_in_away;
mod sign_in_link;
mod sign_out;
mod start;
mod step;
mod update;
mod words;
mod workbook;
mod workbook_back;

use axum::http::Method;
use quarterday_domain::rights::Right;
use quarterday_proto::command::{Command, RenewSession};
use tracing::Instrument as _;

use crate::call::Call;
use crate::endpoint::{Answered, Endpoint, Handler, Needs, Reply};
use crate::limits::IMPORT_SECONDS_MAX;
use crate::routes::pages::{AUDIT_QUERY, POSITIONS_QUERY, TRACE_QUERY};

pub(crate) use kept::{can_be as can_be_kept, page as kept};
pub(crate) use origin::check as check_origin;
pub(crate) use refusal::answer as refusal;
pub(crate) use security::secure;

const READ: Needs = Needs::Right(Right::Read);
const ACT: Needs = Needs::Right(Right::Act);
const CYCLE: Needs = Needs::Right(Right::RunCycle);

/// Every page.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut pages = of_everybody();
    pages.extend(of_officers());
    pages.extend(of_amendments());
    pages.extend(reports::endpoints());
    pages.extend(delegations::endpoints());
    pages.extend(admin::endpoints());
    pages
}

fn of_everybody() -> Vec<Endpoint> {
    vec![
        get("/", Needs::Nothing, start::show),
        get(accessibility::ADDRESS, Needs::Nothing, accessibility::show),
        get("/assets/{hash}/{file}", Needs::Nothing, assets::serve),
        get("/sign-in", Needs::Nothing, sign_in::show).query(sign_in::QUERY),
        post("/sign-in", Needs::Nothing, sign_in::send),
        get("/sign-in/{token}", Needs::Nothing, sign_in_link::show),
        post("/sign-in/{token}", Needs::Nothing, sign_in_link::open),
        away("/sign-in/with/{provider}", sign_in_away::depart).query(sign_in::QUERY),
        away("/sign-in/with/{provider}/callback", sign_in_away::arrive)
            .query(sign_in_away::BROUGHT)
            .passing_over_others(),
        away("/signed-out", sign_out::show).query(sign_out::QUERY),
        get("/c/{council}/link/{token}", Needs::Link, update::show),
        post("/c/{council}/link/{token}", Needs::Link, update::send),
        post("/c/{council}/sign-out", Needs::Session, sign_out::here),
        post(
            "/c/{council}/sign-out-everywhere",
            Needs::Session,
            sign_out::everywhere,
        ),
        get(
            "/c/{council}/look/{digest}/{file}",
            Needs::Nothing,
            look::serve,
        ),
        get("/c/{council}", Needs::Session, home::show),
        get(
            "/c/{council}/quarters/{quarter}/update",
            ACT,
            my_update::show,
        ),
        post(
            "/c/{council}/quarters/{quarter}/update",
            ACT,
            my_update::send,
        ),
        get("/c/{council}/dashboard", READ, dashboard::show).query(dashboard::QUERY),
        get("/c/{council}/plans/{plan}", READ, plan::show).query(plan::QUERY),
        get("/c/{council}/plans/{plan}/items/{ref}", READ, item::show),
        get(
            "/c/{council}/plans/{plan}/quarters/{quarter}",
            READ,
            quarter::show,
        )
        .query(quarter::QUERY),
        get(
            "/c/{council}/plans/{plan}/quarters/{quarter}/events",
            READ,
            figure::show,
        )
        .query(POSITIONS_QUERY)
        .query(TRACE_QUERY),
        get(
            "/c/{council}/audit",
            Needs::Right(Right::Audit),
            audit::show,
        )
        .query(AUDIT_QUERY),
    ]
}

/// Amendments of plans. Whoever may record decisions of bodies is told by the
/// command itself.
fn of_amendments() -> Vec<Endpoint> {
    let propose = "/c/{council}/plans/{plan}/amendments/new";
    vec![
        get(
            "/c/{council}/plans/{plan}/amendments",
            READ,
            amendments::show,
        ),
        get(propose, CYCLE, amendment_propose::show).query(amendment_propose::QUERY),
        post(propose, CYCLE, amendment_propose::send),
        get("/c/{council}/amendments/{amendment}", READ, amendment::show),
        post(
            "/c/{council}/amendments/{amendment}/decide",
            ACT,
            amendment::decide,
        ),
        post(
            "/c/{council}/amendments/{amendment}/apply",
            CYCLE,
            amendment::apply,
        ),
    ]
}

/// What takes a quarter through: opening, chasing, closing and what follows.
fn of_officers() -> Vec<Endpoint> {
    let chase = "/c/{council}/quarters/{quarter}/chase";
    let hand_over = "/c/{council}/hand-over";
    let mut pages = vec![
        get("/c/{council}/quarters", CYCLE, quarters::show),
        get(chase, CYCLE, chase::show).query(chase::QUERY),
        post(chase, CYCLE, chase::choose),
        post(
            "/c/{council}/quarters/{quarter}/chase/remind",
            CYCLE,
            chase_remind::send,
        ),
        post(
            "/c/{council}/quarters/{quarter}/chase/reassign",
            CYCLE,
            chase_reassign::send,
        ),
        post(
            "/c/{council}/quarters/{quarter}/chase/answer",
            CYCLE,
            chase_answer::send,
        ),
        get(hand_over, CYCLE, hand_over::show),
        post(hand_over, CYCLE, hand_over::send),
    ];
    let workbook = "/c/{council}/quarters/{quarter}/workbook";
    let back = "/c/{council}/quarters/{quarter}/workbook/back";
    let confirm = "/c/{council}/quarters/{quarter}/workbook/confirm";
    pages.extend([
        get(workbook, CYCLE, workbook::show),
        get(
            "/c/{council}/quarters/{quarter}/workbook/file",
            CYCLE,
            workbook::file,
        )
        .query(workbook::QUERY),
        post(back, CYCLE, workbook_back::show).seconds_max(IMPORT_SECONDS_MAX),
        post(confirm, CYCLE, workbook_back::confirm),
    ]);
    let open = "/c/{council}/plans/{plan}/open-quarter";
    let close = "/c/{council}/plans/{plan}/quarters/{quarter}/close";
    let reopen = "/c/{council}/plans/{plan}/quarters/{quarter}/reopen";
    let publish = "/c/{council}/plans/{plan}/quarters/{quarter}/publish";
    let restate = "/c/{council}/plans/{plan}/quarters/{quarter}/restate";
    pages.extend([
        get(open, CYCLE, step::show::<quarter_open::Open>),
        post(open, CYCLE, step::send::<quarter_open::Open>),
        get(close, CYCLE, step::show::<quarter_close::Close>),
        post(close, CYCLE, step::send::<quarter_close::Close>),
        get(reopen, CYCLE, step::show::<quarter_reopen::Reopen>),
        post(reopen, CYCLE, step::send::<quarter_reopen::Reopen>),
        get(publish, CYCLE, step::show::<quarter_publish::Publish>),
        post(publish, CYCLE, step::send::<quarter_publish::Publish>),
        get(restate, CYCLE, step::show::<quarter_restate::Restate>),
        post(restate, CYCLE, step::send::<quarter_restate::Restate>),
    ]);
    pages
}

fn get(path: &'static str, needs: Needs, handler: fn(&Call) -> Answered) -> Endpoint {
    Endpoint::page(Method::GET, path, needs, Handler::Blocking(handler))
}

/// A `GET` by which a browser goes to an OpenID provider, or comes back: it may
/// wait for the provider.
fn away(path: &'static str, handler: fn(Call, axum::body::Body) -> Reply) -> Endpoint {
    Endpoint::page(Method::GET, path, Needs::Nothing, Handler::Waiting(handler))
}

fn post(
    path: &'static str,
    needs: Needs,
    handler: fn(Call, axum::body::Body) -> Reply,
) -> Endpoint {
    Endpoint::page(Method::POST, path, needs, Handler::Waiting(handler))
}

/// Records that a session is in use, where that is due; the page does not wait
/// for it.
pub(crate) fn renew(call: &Call) {
    let signed = call.who.session.as_ref().filter(|one| one.is_to_renew);
    let (Some(signed), Some(tenant)) = (signed, &call.tenant) else {
        return;
    };
    let command = RenewSession {
        session: signed.session,
    };
    let Ok(mut envelope) = call.envelope(Command::RenewSession(command)) else {
        return;
    };
    // What the page itself sends, if anything, is another command.
    if let Ok(id) = (call.gateway.surroundings.new_id)().parse() {
        envelope.id = id;
    }
    envelope.known_at = None;
    let tenant = tenant.clone();
    let work = async move {
        if let Err(error) = tenant.log.append(envelope).await {
            tracing::warn!(council = %tenant.id, %error, "a session was not renewed");
        }
    };
    tokio::spawn(work.instrument(tracing::Span::current()));
}
