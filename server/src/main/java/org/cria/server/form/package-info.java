/** What a request binds its answer to. */
@NullMarked
package org.cria.server.form;

import org.jspecify.annotations.NullMarked;
