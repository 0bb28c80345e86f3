//! How APIs name the query parameters of their lists, without case and separators.

pub(super) const SIZES: [&str; 15] = [
    "limit",
    "perpage",
    "pagesize",
    "size",
    "count",
    "maxresults",
    "maxitems",
    "first",
    "top",
    "take",
    "rows",
    "pagelimit",
    "num",
    "itemsperpage",
    "maxpagesize",
];
pub(super) const NUMBERS: [&str; 7] =
    ["page", "pagenumber", "pageno", "currentpage", "p", "pageindex", "pagenum"];
pub(super) const OFFSETS: [&str; 6] =
    ["offset", "skip", "start", "startindex", "startat", "pageoffset"];
pub(super) const CURSORS: [&str; 16] = [
    "cursor",
    "iterator",
    "sinceid",
    "since",
    "after",
    "startingafter",
    "pagetoken",
    "nexttoken",
    "marker",
    "continuation",
    "nextcursor",
    "pagecursor",
    "continuationtoken",
    "nextpagetoken",
    "pageafter",
    "aftercursor",
];
/// Names of keys beside a number or an offset.
pub(super) const AFTER: [&str; 4] = ["after", "afterid", "startingafter", "aftercursor"];
pub(super) const BEFORE: [&str; 6] =
    ["before", "beforeid", "endingbefore", "beforecursor", "pagebefore", "maxid"];
pub(super) const AROUND: [&str; 2] = ["around", "aroundid"];
pub(super) const SORTS: [&str; 7] =
    ["sort", "orderby", "sortby", "ordering", "sortfield", "sortkey", "sortcolumn"];
pub(super) const ORDERS: [&str; 9] = [
    "order",
    "direction",
    "dir",
    "sortorder",
    "sortdir",
    "orderdir",
    "sortdirection",
    "orderdirection",
    "ordertype",
];
pub(super) const SEARCHES: [&str; 11] = [
    "q",
    "search",
    "query",
    "keyword",
    "keywords",
    "term",
    "text",
    "searchterm",
    "searchquery",
    "searchtext",
    "filter",
];

/// How the end of a parameter's name compares.
pub(super) const COMPARISONS: [(&str, &str); 14] = [
    ("gte", "gte"),
    ("lte", "lte"),
    ("gt", "gt"),
    ("lt", "lt"),
    ("after", "gt"),
    ("since", "gte"),
    ("from", "gte"),
    ("min", "gte"),
    ("start", "gte"),
    ("before", "lt"),
    ("until", "lte"),
    ("to", "lte"),
    ("max", "lte"),
    ("end", "lte"),
];
