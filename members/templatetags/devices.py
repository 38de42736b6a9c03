from django import template

from members.devices import described

register = template.Library()
register.filter("device", described)
