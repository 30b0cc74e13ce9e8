/** Models of Hugging Face's hub, as the command line reaches and shows them. */
@NullMarked
package org.cria.cli.hub;

import org.jspecify.annotations.NullMarked;
