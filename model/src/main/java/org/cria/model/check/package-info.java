/** Whether a device is right for a model: checked before it runs there, and looked into where it is not. */
@NullMarked
package org.cria.model.check;

import org.jspecify.annotations.NullMarked;
