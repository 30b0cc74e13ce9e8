/** What is known of devices, in files. */
@NullMarked
package org.cria.model.check;

import org.jspecify.annotations.NullMarked;
