/** Access and refresh tokens: keys, signing, rotation and the sign-ins that they belong to. */
@NullMarked
package io.ordergate.identity.token;

import org.jspecify.annotations.NullMarked;
