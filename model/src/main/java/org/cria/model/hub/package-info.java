/** Models from Hugging Face's hub: which files a name means, how they come, and where they lie (docs/adr/0020-hub.md). */
@NullMarked
package org.cria.model.hub;

import org.jspecify.annotations.NullMarked;
