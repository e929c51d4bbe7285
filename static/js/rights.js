// What a person may do in a room, so that the page offers nothing else. The server decides.

import { MODERATOR, OWNER } from "./roles.js";

/**
 * @typedef {object} Rights
 * @property {boolean} read
 * @property {boolean} mark      keep how far one has read
 * @property {boolean} withdraw  take back one's own words and reactions
 * @property {boolean} write     say something, change one's own words, react
 * @property {boolean} invite    add people and make invitation links
 * @property {boolean} pin
 * @property {boolean} moderate  take down what others wrote, rename the room, remove members
 * @property {boolean} manage    decide who gets in and what the room is
 * @property {boolean} join      become a member
 */

/**
 * Return what somebody with this role may do; `role` is null for whoever is no member. Pure.
 *
 * @param {{role: string|null, kind: string, archived: boolean, locked?: boolean, isMuted?: boolean,
 *   isRemoved?: boolean, isDeserted?: boolean}} standing
 * @returns {Rights}
 */
export function rightsOf(standing) {
  const { role, kind, archived, locked = false, isMuted = false } = standing;
  const { isRemoved = false, isDeserted = false } = standing;
  const isDirect = kind === "direct";
  const manage = role === OWNER && !isDirect;
  const moderate = manage || (role === MODERATOR && !isDirect);
  const isOpen = role !== null && !archived;
  const write = isOpen && !isMuted && !isDeserted && (!locked || moderate);
  return {
    read: true,
    mark: role !== null,
    withdraw: isOpen,
    write,
    invite: isOpen && !isDirect && (moderate || kind === "public"),
    pin: write && (moderate || isDirect),
    moderate,
    manage,
    join: role === null && kind === "public" && !archived && !isRemoved,
  };
}
