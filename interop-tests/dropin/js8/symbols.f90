! SPDX-License-Identifier: MIT
! symbols MESSAGE: the 79 symbols in which JS8Call's sender says a message of 12 characters, by JS8Call's own genjs8().
program symbols
  character(len=22) :: message, sent
  integer :: tones(79)
  integer*1 :: bits(87)

  call get_command_argument(1, message)
  call genjs8(message, 1, '      ', .false., 0, sent, bits, tones)
  write (*, '(79i1)') tones
end program symbols
