/** Chat templates in Jinja, run in a sandbox: values and limits in, a text out that knows which of its characters the template wrote. */
@NullMarked
package org.cria.model.template;

import org.jspecify.annotations.NullMarked;
