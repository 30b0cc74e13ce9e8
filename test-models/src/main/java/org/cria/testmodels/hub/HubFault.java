package org.cria.testmodels.hub;

/** What goes wrong with an answer. */
public enum HubFault {
    NONE,
    /** The connection ends somewhere in the body. */
    CUT,
    /** The length that is announced is too small. */
    SHORT,
    /** The length that is announced is too large, and the connection ends behind the body. */
    LONG,
    /** A part is asked for, and the whole comes. */
    NO_RANGES,
    /** Another part comes than was asked for. */
    WRONG_RANGE,
    /** The request is sent on to another address of the same host first. */
    REDIRECT,
    /** It takes a while. */
    SLOW,
    /** Nothing more comes, and the connection stays. */
    SILENT,
    /** HTTP 503. */
    BUSY,
    /** HTTP 403 without a reason, as addresses that are good for a while give when that is over. */
    STALE,
    /** Some byte is another. */
    WRONG_BYTES,
    /** HTTP 200 with a page about an error. */
    PAGE
}
