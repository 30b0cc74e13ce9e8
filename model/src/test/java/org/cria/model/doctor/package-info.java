@NullMarked
package org.cria.model.doctor;

import org.jspecify.annotations.NullMarked;
