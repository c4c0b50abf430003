//! Administration: who there is and what they may do, what the council adopts,
//! what is mailed, imported and asked by programs, and how the service stands.
//!
//! Each page shows and sends what the same route or command of the API does.

mod absence;
mod appoint;
mod definitions;
mod frame;
mod health;
mod imports;
mod layouts;
mod mail;
mod mail_again;
mod mails;
mod overview;
mod people;
mod person;
mod role_give;
mod role_take;
mod roles;
mod routes;
mod schedule_pause;
mod schedules;
mod schemes;
mod templates;
mod token_new;
mod token_revoke;
mod tokens;

use quarterday_domain::rights::Right;
use quarterday_proto::layout::Layout;
use quarterday_proto::route::Route;
use quarterday_proto::schedule::Schedule;
use quarterday_proto::scheme::Scheme;

use super::{get, post, step};
use crate::endpoint::{Endpoint, Needs};
use crate::limits::IMPORT_SECONDS_MAX;

pub(super) use frame::{DONE, done};

const OFFICE: Needs = Needs::Office;
const ADMINISTER: Needs = Needs::Right(Right::Administer);

/// The pages of administration.
pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut pages = vec![get("/c/{council}/admin", OFFICE, overview::show)];
    pages.extend(of_people());
    pages.extend(of_definitions());
    pages.extend(of_imports());
    pages.extend(of_mails());
    pages.extend(of_tokens());
    pages
}

fn of_people() -> Vec<Endpoint> {
    let absence = "/c/{council}/admin/people/{person}/absence";
    let mail = "/c/{council}/admin/people/{person}/mail";
    let appoint = "/c/{council}/admin/people/{person}/appoint";
    let give = "/c/{council}/admin/people/{person}/roles/give";
    let take = "/c/{council}/admin/people/{person}/roles/{role}/take";
    let one = "/c/{council}/admin/people/{person}";
    vec![
        get("/c/{council}/admin/people", OFFICE, people::show).query(people::QUERY),
        get(one, OFFICE, person::show).query(&[DONE]),
        get(absence, OFFICE, step::show::<absence::Absence>),
        post(absence, OFFICE, step::send::<absence::Absence>),
        get(mail, ADMINISTER, step::show::<mail_again::MailAgain>),
        post(mail, ADMINISTER, step::send::<mail_again::MailAgain>),
        get(appoint, ADMINISTER, step::show::<appoint::Appoint>),
        post(appoint, ADMINISTER, step::send::<appoint::Appoint>),
        get("/c/{council}/admin/roles", OFFICE, roles::show),
        get(give, ADMINISTER, step::show::<role_give::GiveRole>),
        post(give, ADMINISTER, step::send::<role_give::GiveRole>),
        get(take, ADMINISTER, step::show::<role_take::TakeRole>),
        post(take, ADMINISTER, step::send::<role_take::TakeRole>),
    ]
}

fn of_definitions() -> Vec<Endpoint> {
    let pause = "/c/{council}/admin/schedules/{schedule}/pause";
    let mut pages = defined::<Scheme>([
        "/c/{council}/admin/schemes",
        "/c/{council}/admin/schemes/check",
        "/c/{council}/admin/schemes/adopt",
        "/c/{council}/admin/schemes/{scheme}",
    ]);
    pages.extend(defined::<Route>([
        "/c/{council}/admin/routes",
        "/c/{council}/admin/routes/check",
        "/c/{council}/admin/routes/adopt",
        "/c/{council}/admin/routes/{route}",
    ]));
    pages.extend(defined::<Layout>([
        "/c/{council}/admin/layouts",
        "/c/{council}/admin/layouts/check",
        "/c/{council}/admin/layouts/adopt",
        "/c/{council}/admin/layouts/{layout}",
    ]));
    pages.extend(defined::<Schedule>([
        "/c/{council}/admin/schedules",
        "/c/{council}/admin/schedules/check",
        "/c/{council}/admin/schedules/adopt",
        "/c/{council}/admin/schedules/{schedule}",
    ]));
    pages.extend([
        get(pause, ADMINISTER, step::show::<schedule_pause::Pause>),
        post(pause, ADMINISTER, step::send::<schedule_pause::Pause>),
    ]);
    pages
}

/// The pages of one kind of definition: all may be read by either office, and are
/// adopted by administrators.
fn defined<D: definitions::Defined>([list, check, adopt, one]: [&'static str; 4]) -> Vec<Endpoint> {
    vec![
        get(list, OFFICE, definitions::list::<D>).query(&[DONE]),
        post(check, ADMINISTER, definitions::check::<D>),
        post(adopt, ADMINISTER, definitions::adopt::<D>),
        get(one, OFFICE, definitions::one::<D>).query(&[DONE]),
    ]
}

fn of_imports() -> Vec<Endpoint> {
    let path = "/c/{council}/admin/imports";
    vec![
        get(path, OFFICE, imports::show),
        get(
            "/c/{council}/admin/imports/template",
            OFFICE,
            imports::template,
        ),
        post("/c/{council}/admin/imports/check", OFFICE, imports::check)
            .seconds_max(IMPORT_SECONDS_MAX),
        post(path, OFFICE, imports::confirm).seconds_max(IMPORT_SECONDS_MAX),
        post("/c/{council}/admin/imports/whole", OFFICE, imports::whole)
            .query(imports::COMMAND)
            .seconds_max(IMPORT_SECONDS_MAX),
    ]
}

fn of_mails() -> Vec<Endpoint> {
    vec![
        get("/c/{council}/admin/mails", ADMINISTER, mails::show).query(mails::QUERY),
        get(
            "/c/{council}/admin/mails/sent/{digest}",
            ADMINISTER,
            mail::show,
        ),
        get(
            "/c/{council}/admin/mails/templates",
            ADMINISTER,
            templates::list,
        ),
        get(
            "/c/{council}/admin/mails/templates/{template}",
            ADMINISTER,
            templates::one,
        ),
    ]
}

fn of_tokens() -> Vec<Endpoint> {
    let new = "/c/{council}/admin/tokens/new";
    let revoke = "/c/{council}/admin/tokens/{name}/revoke";
    vec![
        get("/c/{council}/admin/tokens", ADMINISTER, tokens::show).query(&[DONE]),
        get(new, ADMINISTER, token_new::show),
        post(new, ADMINISTER, token_new::send),
        get(revoke, ADMINISTER, step::show::<token_revoke::Revoke>),
        post(revoke, ADMINISTER, step::send::<token_revoke::Revoke>),
    ]
}
