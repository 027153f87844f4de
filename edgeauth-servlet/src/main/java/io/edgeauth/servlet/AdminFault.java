package io.edgeauth.servlet;

import io.edgeauth.authn.apikey.InvalidApiKeyRequestException.Fault;

/**
 * One thing that is wrong with a request.
 *
 * @param field the member of the body, or the parameter of the query
 * @param detail what was found and what is expected
 */
record AdminFault(String field, String detail) {

  /** The same in the words of JSON, where the command line and the configuration have others. */
  static AdminFault of(Fault fault) {
    String field =
        switch (fault.field()) {
          case "expires-in" -> "expiresIn";
          case "not-before" -> "notBefore";
          case "allow-ip" -> "allowedAddresses";
          case "permits" -> "limit";
          default -> fault.field();
        };
    return new AdminFault(field, fault.message());
  }
}
