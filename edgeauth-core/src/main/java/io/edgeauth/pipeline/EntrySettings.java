package io.edgeauth.pipeline;

import io.edgeauth.http.RequestSettings;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.network.IpRules;

/**
 * What is asked of every request before its route is known.
 *
 * @param request the form that it must have
 * @param clientIp whose word counts about where it comes from
 * @param ipRules which addresses may ask
 */
public record EntrySettings(RequestSettings request, ClientIpSettings clientIp, IpRules ipRules) {

  /** What holds where nothing is said. */
  public static final EntrySettings DEFAULTS =
      new EntrySettings(RequestSettings.DEFAULTS, ClientIpSettings.DEFAULTS, IpRules.NONE);
}
