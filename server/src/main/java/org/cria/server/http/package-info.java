/** Requests and answers over HTTP, and what keeps strangers within bounds; knows no models. */
@NullMarked
package org.cria.server.http;

import org.jspecify.annotations.NullMarked;
