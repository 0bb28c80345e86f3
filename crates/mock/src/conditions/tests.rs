//! How conditions are written, and what they come to.

use std::time::Duration;

use counterpart_exchange::Request;
use counterpart_generate::Seed;
use counterpart_state::Program;
use jiff::{SignedDuration, Timestamp};

use super::plan::Planner;
use super::*;
use crate::catalog::Located;

const MS: Duration = Duration::from_millis(1);

fn program(more: &str) -> Program {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{more}\npaths:\n  /a:\n    get: {{operationId: getA, responses: {{'200': {{description: d}}}}}}\n  /b:\n    get:\n      operationId: getB\n      responses: {{'200': {{description: d}}}}\n      x-counterpart: {{latency: 3s, fault: ['50%:503', '50%:reset'], rate-limit: 2/1s}}\n"
    );
    let loaded = counterpart_spec::load("t.yaml", text.into()).unwrap();
    Program::compile(loaded.spec, Seed(1)).0
}

fn located(program: &Program, index: usize) -> Located<'_> {
    Located { program, document: 0, index, path: Vec::new() }
}

fn now(milliseconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_millis(milliseconds)
}

fn request(headers: &[(&str, &str)]) -> Request {
    let mut request = Request::default();
    for (name, value) in headers {
        request.headers.append(name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
    }
    request
}

#[test]
fn conditions_are_written_as_people_do() {
    let latency =
        |text: &str| text.parse::<Rule<Latency>>().map(|rule| format!("{:?}", rule.value));
    let fault = |text: &str| text.parse::<Rule<Fault>>().map(|rule| format!("{:?}", rule.value));
    let limit =
        |text: &str| text.parse::<Rule<RateLimit>>().map(|rule| format!("{:?}", rule.value));
    for (read, expected) in [
        (latency("200ms"), Ok("Latency { from: 200ms, to: 200ms }")),
        (latency("50ms..1.5s"), Ok("Latency { from: 50ms, to: 1.5s }")),
        (latency("GET /pets?x=1=1m"), Ok("Latency { from: 60s, to: 60s }")),
        (latency("2s..1s"), Err("`2s..1s` ends before it begins; write the shorter time first")),
        (
            latency("200"),
            Err("`200` is no duration; expected a number with `ms`, `s` or `m`, such as `200ms`"),
        ),
        (
            latency("-1s"),
            Err("`-1s` is no duration; expected a number with `ms`, `s` or `m`, such as `200ms`"),
        ),
        (latency("11m"), Err("`11m` is longer than 600s, which is the most")),
        (latency("=1s"), Err("`=1s` names no operation before `=`")),
        (fault("503"), Ok("Fault { share: 1.0, kind: Status(503) }")),
        (fault("2%:reset"), Ok("Fault { share: 0.02, kind: Reset }")),
        (fault("getA=100%:garbage"), Ok("Fault { share: 1.0, kind: Garbage }")),
        (
            fault("200"),
            Err(
                "`200` is no fault; expected a status from 400 to 599, `reset`, `timeout`, `truncated` or `garbage`",
            ),
        ),
        (
            fault("101%:503"),
            Err("`101%` is no share of requests; expected one from `0%` to `100%`"),
        ),
        (fault("2:503"), Err("`2` is no share of requests; expected one from `0%` to `100%`")),
        (limit("100/1m"), Ok("RateLimit { requests: 100, per: 60s }")),
        (limit("10/s"), Ok("RateLimit { requests: 10, per: 1s }")),
        (
            limit("0/s"),
            Err("`0/s` is no limit; expected requests and a time, such as `100/1m` or `10/s`"),
        ),
        (
            limit("10"),
            Err("`10` is no limit; expected requests and a time, such as `100/1m` or `10/s`"),
        ),
        (
            limit("10/0s"),
            Err("`10/0s` is no limit; expected requests and a time, such as `100/1m` or `10/s`"),
        ),
    ] {
        assert_eq!(read.as_deref().map_err(String::as_str), expected);
    }
}

#[test]
fn the_nearest_condition_counts() {
    let root = program("x-counterpart: {latency: 1s}");
    let rules = |texts: &[&str]| Conditions {
        latency: texts.iter().map(|text| text.parse().unwrap()).collect(),
        ..Conditions::default()
    };
    for (given, headers, a, b) in [
        (&[][..], &[][..], 1000, 3000),
        (&["5ms"], &[], 5, 3000),
        (&["5ms", "getB=7ms"], &[], 5, 7),
        (&["get /b=7ms", "6ms", "5ms"], &[], 5, 7),
        (&["5ms"], &[("prefer", "code=200, delay=800")], 800, 800),
        (&["5ms"], &[("prefer", "delay=\"1s\"")], 1000, 1000),
        (&["5ms"], &[("prefer", "delay=soon")], 5, 3000),
        (&[], &[("prefer", "delay=800"), ("x-counterpart-latency", "9ms")], 9, 9),
    ] {
        let planner = Planner::new(&rules(given), &[root.spec()], Seed(1));
        let delay = |operation| {
            planner.plan(Some(&located(&root, operation)), &request(headers), now(0)).unwrap().delay
        };
        assert_eq!((delay(0), delay(1)), (a * MS, b * MS), "{given:?} {headers:?}");
    }
    let unknown = rules(&["getC=1s"]).check(&[root.spec()]).unwrap_err();
    assert!(unknown.to_string().starts_with("there is no operation `getC`"));
    let planner = Planner::new(&rules(&[]), &[root.spec()], Seed(1));
    let wrong =
        planner.plan(None, &request(&[("x-counterpart-fault", "200")]), now(0)).unwrap_err();
    assert!(wrong.starts_with("header x-counterpart-fault: `200` is no fault"), "{wrong}");
}

#[test]
fn chance_is_a_series_of_the_seed() {
    let root = program("");
    let conditions = Conditions {
        latency: vec!["1ms..9ms".parse().unwrap()],
        faults: vec!["30%:503".parse().unwrap(), "20%:reset".parse().unwrap()],
        ..Conditions::default()
    };
    let series = |seed, operation| {
        let planner = Planner::new(&conditions, &[root.spec()], Seed(seed));
        let plan = |_| {
            let plan =
                planner.plan(Some(&located(&root, operation)), &request(&[]), now(0)).unwrap();
            (plan.delay, plan.fault)
        };
        (0..1000).map(plan).collect::<Vec<_>>()
    };
    let first = series(1, 0);
    assert_eq!(first, series(1, 0));
    assert_ne!(first, series(2, 0));
    let count = |kind| first.iter().filter(|(_, fault)| *fault == kind).count();
    let shares = (count(Some(FaultKind::Status(503))), count(Some(FaultKind::Reset)));
    assert!((250..350).contains(&shares.0) && (150..250).contains(&shares.1), "{shares:?}");
    assert!(first.iter().all(|(delay, _)| (MS..=9 * MS).contains(delay)));
    // What the document says of the operation, and always one of the two.
    assert!(series(1, 1).iter().all(|(delay, fault)| *delay == 3000 * MS && fault.is_some()));
}

#[test]
fn limits_fill_with_time_and_are_of_one_client() {
    let root = program("");
    let conditions =
        Conditions { rate_limit: vec!["3/3s".parse().unwrap()], ..Conditions::default() };
    let planner = Planner::new(&conditions, &[root.spec()], Seed(1));
    for (at, operation, client, remaining, reset, retry) in [
        (0, 0, "a", 2, 1, None),
        (0, 0, "a", 1, 2, None),
        (0, 0, "a", 0, 3, None),
        (0, 0, "a", 0, 3, Some(1)),
        (0, 0, "b", 2, 1, None),
        (999, 0, "a", 0, 3, Some(1)),
        (1000, 0, "a", 0, 3, None),
        // A limit of its own.
        (1000, 1, "a", 1, 1, None),
        (1000, 1, "a", 0, 1, None),
        (1000, 1, "a", 0, 1, Some(1)),
        // Put back, the clock fills nothing.
        (0, 0, "a", 0, 3, Some(1)),
        (9000, 0, "a", 2, 1, None),
    ] {
        let request = request(&[("authorization", client)]);
        let plan = planner.plan(Some(&located(&root, operation)), &request, now(at)).unwrap();
        let quota = plan.quota.unwrap();
        let got = (quota.remaining, quota.reset, quota.retry_after);
        assert_eq!(got, (remaining, reset, retry), "{at} {operation} {client}");
    }
}

#[test]
fn what_a_document_says_wrongly_is_reported() {
    let root = program("x-counterpart: {latncy: 1s, fault: [503, 'x%:1'], rate-limit: 5}");
    let told = check_conditions(root.spec()).into_iter().map(|d| d.to_string());
    let told: Vec<_> = told.map(|t| t.split(" (help").next().unwrap().to_owned()).collect();
    assert_eq!(
        told,
        [
            "t.yaml:3:17: error[E0303]: `latncy` means nothing here",
            "t.yaml:3:42: error[E0303]: `x%` is no share of requests; expected one from `0%` to `100%`",
            "t.yaml:3:51: error[E0303]: `5` is no limit; expected requests and a time, such as `100/1m` or `10/s`",
        ]
    );
    assert_eq!(
        check_conditions(program("x-counterpart: fast").spec())[0].message,
        "`x-counterpart` is no object"
    );
}
